import { expect, test } from 'vitest';
import { hashPassword, isPassword } from './password-hash.ts';

test('the password fits its hash, and no other does', async () => {
  const hash = await hashPassword('correct horse battery');
  expect(hash).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
  expect(await isPassword('correct horse battery', hash)).toBe(true);
  expect(await isPassword('correct horse batterY', hash)).toBe(false);
  expect(await isPassword('', hash)).toBe(false);
});

test('two hashes of one password differ, so that equal passwords cannot be seen', async () => {
  const hashes = await Promise.all([
    hashPassword('港灣茶行的店長'),
    hashPassword('港灣茶行的店長'),
  ]);
  expect(hashes[0]).not.toBe(hashes[1]);
});

test('letters that look the same are the same, however the keyboard makes them', async () => {
  const hash = await hashPassword('caf\u00e9 on the corner');
  expect(await isPassword('cafe\u0301 on the corner', hash)).toBe(true);
});

test('nobody’s password is right', async () => {
  expect(await isPassword('correct horse battery', null)).toBe(false);
});

test('many at once all get their answer', async () => {
  const hash = await hashPassword('correct horse battery');
  const answers = await Promise.all(
    Array.from({ length: 5 }, (_, index) =>
      isPassword(index % 2 === 0 ? 'correct horse battery' : 'wrong horse', hash),
    ),
  );
  expect(answers).toEqual([true, false, true, false, true]);
});

test('of more at once than can be waited for, the last are not looked at', async () => {
  const hash = await hashPassword('correct horse battery', { N: 2, r: 1, p: 1 });
  const answers = await Promise.all(
    Array.from({ length: 150 }, () => isPassword('correct horse battery', hash)),
  );
  expect(answers.filter((answer) => answer === true)).toHaveLength(102);
  expect(answers.filter((answer) => answer === 'too_busy')).toHaveLength(48);
  expect(await isPassword('correct horse battery', hash), 'and then it goes on').toBe(true);
});

test('what is no hash of ours is no wrong password', async () => {
  await expect(isPassword('x', 'argon2id$v=19$…')).rejects.toThrow('cannot be read');
});
