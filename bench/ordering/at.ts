/** What stands at an index that is known to be there. Throws RangeError where it is not. */
export function at<T>(values: ArrayLike<T>, index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`Nothing at ${index} of ${values.length}.`);
  return value;
}
