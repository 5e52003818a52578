// Files whose texts a terminal would obey or hide.

/** Sets the terminal's title, rings, turns the line around, and hides. */
export const hostile = "\u001b]0;owned\u0007\u202e\u061c\u00ad";
/** The same as escapes of JSON. */
export const escaped = JSON.stringify(hostile).slice(1, -1);
/** The part that a file may hold as it is. */
export const hidden = "\u202e\u061c\u00ad";
/** Text that a terminal must not get. */
export const raw = /\u001b\]0;owned|\u0007|\u202e|\u061c|\u00ad/;

/** Returns a file in which every name and text that is free to choose is hostile. */
export const spoilt = (text: string): string =>
  text
    .replaceAll("headquarters", `headquarters${escaped}`)
    .replaceAll("phones", `phones${escaped}`)
    .replaceAll("campus", `campus${escaped}`)
    .replaceAll("printer", `printer${escaped}`)
    .replaceAll("// offices", `// offices ${hidden}`)
    .replaceAll(
      '"id": 1,',
      `"id": 1, "user-context": { "note${escaped}": "text${escaped}", "server-tag": "${escaped}" },`,
    )
    .replaceAll('"data": "a"', `"data": "a${escaped}"`);
