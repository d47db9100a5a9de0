import { expect, test } from 'vitest';
import { hashApiKey, isApiKey, newApiKey } from './api-key-format.ts';

test('a new key has its form and passes its own check', () => {
  expect(newApiKey(false)).toMatch(/^praya_sk_test_[0-9A-Za-z]{49}$/);
  expect(newApiKey(true)).toMatch(/^praya_sk_live_[0-9A-Za-z]{49}$/);
  expect(newApiKey(false, 'restricted')).toMatch(/^praya_rk_test_[0-9A-Za-z]{49}$/);
  for (let round = 0; round < 200; round += 1)
    expect(isApiKey(newApiKey(round % 2 === 0))).toBe(true);
});

test('any one character changed is noticed', () => {
  const key = newApiKey(false);
  for (let index = 'praya_sk_test_'.length; index < key.length; index += 1) {
    const other = key[index] === 'A' ? 'B' : 'A';
    expect(isApiKey(key.slice(0, index) + other + key.slice(index + 1))).toBe(false);
  }
});

test('a key of the shorter form that was made before still counts', () => {
  expect(isApiKey('praya_sk_test_abcdefghijklmnopqrstuvwxyzABCDEF2Z8fCq')).toBe(true);
});

test('a restricted key does not become a secret one by its name', () => {
  expect(isApiKey(newApiKey(false, 'restricted').replace('_rk_', '_sk_'))).toBe(false);
});

test('a test key does not become a live one by its name', () => {
  expect(isApiKey(newApiKey(false).replace('_test_', '_live_'))).toBe(false);
});

test.each(['', 'praya_sk_test_', 'sk_test_x', 'praya_pk_test_x', ` ${newApiKey(false)}`])(
  '%s is no key',
  (text) => {
    expect(isApiKey(text)).toBe(false);
  },
);

test('the hash is SHA-256 in hex', () => {
  expect(hashApiKey('abc')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});
