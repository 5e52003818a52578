import { createRequire } from "node:module";
import { expect, it } from "vitest";
import fc from "../helpers/draws.js";
import {
  findAnswer,
  bootstrap,
  readyMarker,
  extractErrorText,
  frameAnswer,
  powerShellArguments,
  listenForProgress,
  encodeQuestion,
} from "../../provider/transports/powershell-frame.js";
import { clixml } from "../helpers/windows/live/stand-in.js";

const around = fc.string({ unit: "binary" }).filter((text) => !text.includes("@@DHCP1:"));
const document = fc.jsonValue();
const bytes = (...texts: string[]): Buffer => Buffer.from(texts.join(""), "utf8");
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

it("an answer is found whatever stands around it", () => {
  fc.assert(
    fc.property(around, document, around, (before, answer, after) => {
      expect(findAnswer(bytes(before, frameAnswer(answer), after))).toEqual({
        answer: json(answer),
      });
    }),
  );
});

it("a part of an answer is never taken for an answer", () => {
  fc.assert(
    fc.property(around, document, fc.nat(), (before, answer, at) => {
      const whole = frameAnswer(answer);
      expect(["none", "garbled"]).toContain(
        findAnswer(bytes(before, whole.slice(0, at % whole.length))),
      );
    }),
  );
});

it("an answer that something was written into is not taken", () => {
  fc.assert(
    fc.property(
      document,
      fc.constantFrom("\r\n", " ", "é", "@@", "WARNING: "),
      fc.nat(),
      (answer, into, at) => {
        const whole = frameAnswer(answer);
        const place =
          "@@DHCP1:".length + (at % (whole.length - "@@DHCP1:".length - ":@@".length + 1));
        expect(findAnswer(bytes(whole.slice(0, place), into, whole.slice(place)))).toBe("garbled");
      },
    ),
  );
});

it("none of two answers is taken", () => {
  fc.assert(
    fc.property(document, around, document, (one, between, other) => {
      expect(findAnswer(bytes(frameAnswer(one), between, frameAnswer(other)))).toBe("several");
    }),
  );
});

it("an answer that is no text, or no JSON, is not taken", () => {
  for (const wrong of ["", "/w==", "e30", "e3 0=", "bm90", "Iv8i"])
    expect([wrong, findAnswer(bytes(`@@DHCP1:${wrong}:@@`))]).toEqual([wrong, "garbled"]);
});

it("a script and a request are sent as two lines that any code page carries", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), document, (script, request) => {
      const sent = encodeQuestion(script, request);
      expect(sent).toMatch(/^[A-Za-z0-9+/]*={0,2}\n[A-Za-z0-9+/]+={0,2}\n$/);
      const [one, two] = sent
        .split("\n")
        .map((line) => Buffer.from(line, "base64").toString("utf8"));
      expect([one, JSON.parse(two!)]).toEqual([script, json(request)]);
    }),
  );
});

it("the progress of a script is read, however its output comes in pieces", () => {
  const whole = "banner@@DHCP1+0/2011@@\r\n@@DHCP1+500/2011@@@@DHCP1+x/1@@@@DHCP1:e30=:@@";
  fc.assert(
    fc.property(fc.array(fc.nat(whole.length), { maxLength: 8 }), (cuts) => {
      const found: unknown[] = [];
      const hear = listenForProgress((progress) => found.push(progress));
      const places = [0, ...[...cuts].sort((a, b) => a - b), whole.length];
      for (const [i, end] of places.slice(1).entries())
        hear(Buffer.from(whole.slice(places[i], end)));
      expect(found).toEqual([
        { done: 0, total: 2011 },
        { done: 500, total: 2011 },
      ]);
      expect(findAnswer(Buffer.from(whole))).toEqual({ answer: {} });
    }),
  );
});

it("PowerShell is started with one constant text, which holds nothing that a shell would interpret", () => {
  expect(powerShellArguments.every((word) => /^[A-Za-z0-9+/=-]+$/.test(word))).toBe(true);
  expect(Buffer.from(powerShellArguments.at(-1)!, "base64").toString("utf16le")).toBe(bootstrap);
  expect(["powershell.exe", ...powerShellArguments].join(" ").length).toBeLessThan(8_191); // what cmd.exe takes
  expect(bootstrap).toContain(`'${readyMarker}'`);
});

it("PowerShell is started with a text that is PowerShell", async () => {
  const require = createRequire(import.meta.url);
  const { Parser, Language } =
    require("@vscode/tree-sitter-wasm") as typeof import("@vscode/tree-sitter-wasm");
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(
    await Language.load(
      require.resolve("@vscode/tree-sitter-wasm/wasm/tree-sitter-powershell.wasm"),
    ),
  );
  expect(parser.parse(bootstrap)!.rootNode.hasError).toBe(false);
  expect(parser.parse(bootstrap.replace("($s))", "($s)"))!.rootNode.hasError).toBe(true);
});

it("an error of PowerShell is unpacked, whatever it contains", () => {
  const line = fc
    .string({ unit: "grapheme" })
    .map((text) => text.replace(/[\r\n]/g, " ").trim())
    .filter((text) => text !== "" && !/^\+ /.test(text) && !/<S S|#< CLIXML|<Objs/.test(text));
  fc.assert(
    fc.property(line, (text) => {
      expect(extractErrorText(clixml(`${text}\n`))).toBe(text);
    }),
  );
});

it("an error is reported without the place in the script, in any language, and apart from other output", () => {
  const german =
    'Ausnahme beim Aufrufen von "Create" mit 1 Argument(en): "Fehlt: )"\nIn Zeile:1 Zeichen:213\n+ &([ScriptBlock]::Create($s)) $j\n+ ~~~~~~\n    + CategoryInfo          : NotSpecified: (:) [], MethodInvocationException\n    + FullyQualifiedErrorId : ParseException\n \n';
  expect(extractErrorText(clixml(german))).toBe(
    'Ausnahme beim Aufrufen von "Create" mit 1 Argument(en): "Fehlt: )"',
  );
  expect(
    extractErrorText(
      `${clixml("Preparing modules for first use.\n", "progress")}Connection to dhcp1 closed by remote host.\r\n`,
    ),
  ).toBe("Connection to dhcp1 closed by remote host.");
  expect(extractErrorText(clixml("told\n").slice(0, -"jects>".length))).toBe("told");
  expect(extractErrorText("'powershell.exe' is not recognized\r\n")).toBe(
    "'powershell.exe' is not recognized",
  );
});
