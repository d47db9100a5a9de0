// The bundler looks for these two files in the folders above as well, and would find the app's own.
export function register() {}
