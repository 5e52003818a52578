// Imported first by every entry that a program imports: ends the program in one sentence if Node is
// too old.
import { RunError } from "@pulumi/pulumi";
import { nodeTooOld } from "./node-version.js";

const problem = nodeTooOld();
if (problem !== undefined) throw new RunError(problem);
