// The report as a page.
export { renderHtml } from "./page.js";
