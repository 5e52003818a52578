// Work of which only so much goes on at once.
export { default as limitConcurrency } from "p-limit";
