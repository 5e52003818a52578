export { equal } from "../../../core/equal.js";
