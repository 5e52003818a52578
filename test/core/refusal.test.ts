import { describe, expect, it } from "vitest";

import fc from "../helpers/draws.js";
import { messages, UserError } from "../../provider/core/messages.js";
import { isPrintable } from "../../provider/core/printable.js";
import { Session } from "../../provider/lifecycle/session.js";
import { addingTo } from "../helpers/unit/lifecycle/said.js";

const hostile = "a\u001b]0;title\u0007b\u202ec\u061cd\u00ade\u200bf\ng\rh\ud800i";

describe("a sentence for a person", () => {
  it("holds nothing that a terminal obeys or hides in an error, whatever a file, a server or a person wrote", () => {
    for (const one of [
      messages.notInSync(hostile, [hostile]),
      messages.fileMissing(hostile),
      messages.internalError(hostile, new Error(hostile)),
    ]) {
      expect(isPrintable(one.message)).toBe(true);
      expect(isPrintable(one.withProperty("primary").message)).toBe(true);
    }
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) =>
        isPrintable(new UserError("code", text).message),
      ),
    );
  });

  it("holds nothing that a terminal obeys or hides beside a preview", () => {
    const said: string[] = [];
    const session = new Session({}, addingTo(said));
    session.tell(hostile);
    expect(said).toEqual([
      "a\\u001b]0;title\\u0007b\\u202ec\\u061cd\\u00ade\\u200bf\\u000ag\\u000dh\\ud800i",
    ]);
  });

  it("stays unchanged where it holds plain text of any language", () => {
    const plain =
      "Zürich, Ångström, Αθήνα, Москва, 東京, عمان, 😀: 10.0.0.0/24 “quoted” - tab-free";
    expect(new UserError("code", plain).message).toBe(`${plain} [code]`);
  });
});
