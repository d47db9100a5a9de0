/** For browsers, in place of what `next/dynamic` does there: it draws nothing. */
export default function noDynamic() {
  return `'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.default = () => () => null;
`;
}
