// A configuration in several files is changed in the file where it stands.
import { describe, expect, it } from "vitest";
import {
  append,
  changed,
  insert,
  remove,
  reorder,
  set,
} from "../../../helpers/unit/drivers/kea/dialect/edited-text.js";

describe("a configuration in several files", () => {
  const main = '{ "subnet4": [\n  <?include "hall.json"?>,\n  <?include "floors.json"?>\n] }\n';
  const files = {
    "/kea.conf": main,
    "/hall.json": '# the hall\n{ "id": 1 }\n',
    "/floors.json": '{ "id": 2 }, # one\n{ "id": 3 }\n',
  };

  it("changes an included scope in the file where it stands", () => {
    expect(changed(files, set(["subnet4", 0, "id"], 11), set(["subnet4", 2, "pools"], []))).toEqual(
      {
        "/hall.json": '# the hall\n{ "id": 11 }\n',
        "/floors.json": '{ "id": 2 }, # one\n{ "id": 3, "pools": [] }\n',
      },
    );
  });

  it("loses a scope in the file where it stands, or the include directive of a file that has it alone", () => {
    expect(changed(files, remove("subnet4", 2))).toEqual({ "/floors.json": '{ "id": 2 } # one\n' });
    expect(changed(files, remove("subnet4", 0))).toEqual({
      "/kea.conf": '{ "subnet4": [\n  <?include "floors.json"?>\n] }\n',
    });
    expect(
      changed({ "/m": '{ "a": <?include "x"?>, "b": 2 }', "/x": "[ 1 ]" }, remove("a")),
    ).toEqual({ "/m": '{ "b": 2 }' });
    expect(changed({ "/m": '{ <?include "x"?>, "b": 2 }', "/x": '"a": 1\n' }, remove("a"))).toEqual(
      { "/m": '{ "b": 2 }' },
    );
    expect(
      changed(
        {
          "/m": '{ "a": [ <?include "x"?>, 2 ] }',
          "/x": '<?include "n"?> 1 <?include "n"?>',
          "/n": "# none",
        },
        remove("a", 0),
      ),
    ).toEqual({ "/m": '{ "a": [ 2 ] }' });
  });

  it("loses a comma in the file where it stands, also where offsets in two files are alike", () => {
    const text = '{ "a": [ <?include "x"?>, 3 ] }';
    expect(
      changed({ "/m": text, "/x": `1,${"2".padStart(text.indexOf(", 3") - 2)}` }, remove("a", 1)),
    ).toEqual({ "/m": '{ "a": [ <?include "x"?> 3 ] }', "/x": "1," });
  });

  it("gets a scope in the list that it follows, and after an include of one scope", () => {
    expect(changed(files, append(["subnet4"], { id: 4 }))).toEqual({
      "/floors.json": '{ "id": 2 }, # one\n{ "id": 3 },\n{ "id": 4 }\n',
    });
    expect(changed(files, insert(["subnet4", 1], { id: 4 }))).toEqual({
      "/kea.conf":
        '{ "subnet4": [\n  <?include "hall.json"?>,\n  {\n    "id": 4\n  },\n  <?include "floors.json"?>\n] }\n',
    });
    expect(changed({ "/m": '{ "a": [ <?include "x"?> ] }', "/x": "1" }, append(["a"], 2))).toEqual({
      "/m": '{ "a": [ <?include "x"?>, 2 ] }',
    });
    expect(changed({ "/m": '{ "a": [ <?include "x"?> ] }', "/x": "1," }, append(["a"], 2))).toEqual(
      { "/x": "1, 2," },
    );
    expect(
      changed({ "/m": '{ "a": [ <?include "x"?> ] }', "/x": "# none" }, append(["a"], 2)),
    ).toEqual({ "/m": '{ "a": [ <?include "x"?> 2 ] }' });
  });

  it("cannot be changed in a text that is included twice", () => {
    const twice = {
      "/m": '{ "a": [ <?include "x"?> ],\n"b": [ 0, <?include "x"?> ] }',
      "/x": "1, 2",
    };
    for (const edits of [
      [set(["a", 0], 3)],
      [remove("b", 1)],
      [set(["a", 0], 3), set(["b", 1], 3)],
      [insert(["a", 1], 3)],
      [reorder(["a"], 1, 0)],
    ]) {
      expect(() => changed(twice, ...edits)).toThrow(
        "/x is included 2 times, at /m, line 1, column 10, /m, line 2, column 11: a change to it would affect every place. Use a separate file, or text in the main file, for the place that has to change. [kea-included-twice]",
      );
    }
    expect(changed(twice, append(["a"], 3), set(["b", 0], 4))).toEqual({
      "/m": '{ "a": [ <?include "x"?>, 3 ],\n"b": [ 4, <?include "x"?> ] }',
    });
  });

  it("cannot lose a member whose value is included together with other things", () => {
    const apart = { "/m": '{ "a": <?include "x"?> }', "/x": '1, "b": 2' };
    expect(() => changed(apart, remove("a"))).toThrow(
      '/m, line 1, column 3: the member "a" has its value in another place, at /x, line 1, column 1',
    );
    expect(changed(apart, set(["a"], 3), remove("b"))).toEqual({ "/x": "3" });
  });
});
