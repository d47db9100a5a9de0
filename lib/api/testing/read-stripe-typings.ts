import { dirname, join } from 'node:path';
import {
  type EntityName,
  type Node,
  type SourceFile,
  SyntaxKind,
  type TypeElement,
  type TypeNode,
} from 'typescript/unstable/ast';
import {
  isArrayTypeNode,
  isIdentifier,
  isImportDeclaration,
  isIndexSignatureDeclaration,
  isInterfaceDeclaration,
  isIntersectionTypeNode,
  isLiteralTypeNode,
  isModuleBlock,
  isModuleDeclaration,
  isNamedImports,
  isNumericLiteral,
  isParenthesizedTypeNode,
  isPropertySignatureDeclaration,
  isStringLiteral,
  isTypeAliasDeclaration,
  isTypeLiteralNode,
  isTypeReferenceNode,
  isUnionTypeNode,
} from 'typescript/unstable/ast/is';
import { API } from 'typescript/unstable/sync';
import type { Typing, Typings } from './typings.ts';

/**
 * Reads the SDK's typings of what the API answers, with the compiler's own parser. Throws on a form of type that
 * it does not know, rather than let everything pass for it.
 */
export function readStripeTypings(root: string): Typings {
  const api = new API({ cwd: root });
  try {
    const project = api.updateSnapshot({ openProjects: [join(root, 'tsconfig.json')] });
    const [first] = project.getProjects();
    if (first === undefined) throw new Error('The project could not be opened.');
    const sdk = join(root, 'node_modules/stripe/esm');
    const { program } = first;
    const files = new Map<string, SourceFile>();
    for (const name of program.getSourceFileNames()) {
      const file = name.startsWith(sdk) ? program.getSourceFile(name) : undefined;
      if (file !== undefined) files.set(name, file);
    }
    return new Reader(files).read(join(sdk, 'resources'));
  } finally {
    api.close();
  }
}

/** A file, its names with the namespaces they lie in, and what it imports. */
interface Scope {
  readonly declarations: ReadonlyMap<string, Node>;
  readonly imports: ReadonlyMap<string, { readonly file: string; readonly name: string }>;
}

/** Where a type stands: what its names mean depends on it. */
interface Place {
  readonly file: string;
  readonly namespace: string;
}

class Reader {
  readonly #scopes = new Map<string, Scope>();
  readonly #named: Record<string, Typing> = {};

  constructor(files: ReadonlyMap<string, SourceFile>) {
    for (const [name, file] of files) this.#scopes.set(name, scopeOf(name, file));
  }

  read(resources: string): Typings {
    const objects: Record<string, string[]> = {};
    for (const [file, { declarations }] of this.#scopes) {
      if (!file.startsWith(resources) || file.includes('/V2/')) continue;
      for (const [name, node] of declarations) {
        const object = isInterfaceDeclaration(node) ? objectName(node.members) : null;
        if (object === null || name.includes('.')) continue;
        (objects[object] ??= []).push(this.#reference(name, { file, namespace: '' }));
      }
    }
    return { objects, named: this.#named };
  }

  /** The name of a declaration's typing, which is read when it is first asked for. */
  #reference(name: string, place: Place): string {
    const found = this.#resolve(name, place);
    if (found === null) throw new Error(`Nothing is called ${name} in ${place.file}.`);
    const key = `${found.file.replace(/^.*\/esm\//, '')}#${found.name}`;
    if (!(key in this.#named)) {
      this.#named[key] = { kind: 'any' }; // for types that name themselves
      const at = { file: found.file, namespace: found.name };
      this.#named[key] = this.#declared(found.node, at);
    }
    return key;
  }

  #resolve(
    name: string,
    { file, namespace }: Place,
  ): { file: string; name: string; node: Node } | null {
    const scope = this.#scopes.get(file);
    if (scope === undefined) return null;
    const within = namespace === '' ? [] : namespace.split('.');
    for (let depth = within.length; depth >= 0; depth -= 1) {
      const full = [...within.slice(0, depth), name].join('.');
      const node = scope.declarations.get(full);
      if (node !== undefined) return { file, name: full, node };
    }
    const [head = '', ...rest] = name.split('.');
    const imported = scope.imports.get(head);
    if (imported === undefined) return null;
    return this.#resolve([imported.name, ...rest].join('.'), {
      file: imported.file,
      namespace: '',
    });
  }

  #declared(node: Node, place: Place): Typing {
    if (isTypeAliasDeclaration(node)) return this.#type(node.type, place);
    if (!isInterfaceDeclaration(node)) return { kind: 'any' }; // a class of the SDK, not of the wire
    const own = this.#members(node.members, place);
    const bases = (node.heritageClauses ?? []).flatMap(({ types }) => [...types]);
    return bases.reduce<Typing>((typing, { expression }) => {
      const base = this.#named[this.#reference(expression.getText(), place)];
      if (typing.kind !== 'object' || base?.kind !== 'object') return typing;
      return { ...typing, properties: { ...base.properties, ...typing.properties } };
    }, own);
  }

  #members(members: Iterable<TypeElement>, place: Place): Typing {
    const properties: Record<string, { type: Typing; optional: boolean }> = {};
    let rest: Typing | null = null;
    for (const member of members) {
      if (isPropertySignatureDeclaration(member)) {
        const { name } = member;
        const key = isIdentifier(name) || isStringLiteral(name) ? name.text : name.getText();
        const optional = member.postfixToken?.kind === SyntaxKind.QuestionToken;
        properties[key] = { type: this.#type(member.type, place), optional };
      } else if (isIndexSignatureDeclaration(member)) {
        rest = this.#type(member.type, place);
      }
    }
    // `interface Object {}`, an event's: whatever it is about.
    if (Object.keys(properties).length === 0) rest ??= { kind: 'any' };
    return { kind: 'object', properties, rest };
  }

  #type(node: TypeNode, place: Place): Typing {
    if (isUnionTypeNode(node)) {
      return { kind: 'union', of: [...node.types].map((type) => this.#type(type, place)) };
    }
    if (isIntersectionTypeNode(node)) {
      // `string & {}`, a string that keeps the union's literals apart for editors.
      const [first] = [...node.types];
      return first === undefined ? { kind: 'any' } : this.#type(first, place);
    }
    if (isArrayTypeNode(node)) return { kind: 'list', of: this.#type(node.elementType, place) };
    if (isParenthesizedTypeNode(node)) return this.#type(node.type, place);
    if (isTypeLiteralNode(node)) return this.#members(node.members, place);
    if (isLiteralTypeNode(node)) return literal(node.literal);
    if (isTypeReferenceNode(node)) {
      return this.#byName(nameOf(node.typeName), [...(node.typeArguments ?? [])], place);
    }
    return keyword(node);
  }

  #byName(name: string, args: readonly TypeNode[], place: Place): Typing {
    const [first, second] = args;
    if (name === 'Array' && first !== undefined) {
      return { kind: 'list', of: this.#type(first, place) };
    }
    if (name === 'Record' && second !== undefined) {
      return { kind: 'object', properties: {}, rest: this.#type(second, place) };
    }
    if (name === 'Response' && first !== undefined) return this.#type(first, place);
    if ((name === 'ApiList' || name === 'ApiListPromise') && first !== undefined) {
      const plain = (type: Typing) => ({ type, optional: false });
      const properties = {
        object: plain({ kind: 'literal', value: 'list' }),
        data: plain({ kind: 'list', of: this.#type(first, place) }),
        has_more: plain({ kind: 'boolean' }),
        url: plain({ kind: 'string' }),
      };
      return { kind: 'object', properties, rest: null };
    }
    if (this.#resolve(name, place) === null) return { kind: 'any' }; // of the language's own library
    return { kind: 'named', name: this.#reference(name, place) };
  }
}

function scopeOf(fileName: string, file: SourceFile): Scope {
  const declarations = new Map<string, Node>();
  const imports = new Map<string, { file: string; name: string }>();
  const collect = (statements: Iterable<Node>, prefix: string): void => {
    for (const node of statements) {
      if (isImportDeclaration(node)) collectImports(node);
      else if (isInterfaceDeclaration(node) || isTypeAliasDeclaration(node)) {
        declarations.set(prefix + node.name.text, node);
      } else if (isModuleDeclaration(node) && isIdentifier(node.name)) {
        const { body } = node;
        if (body !== undefined && isModuleBlock(body)) {
          collect(body.statements, `${prefix}${node.name.text}.`);
        }
      }
    }
  };
  const collectImports = (node: Node): void => {
    if (!isImportDeclaration(node) || !isStringLiteral(node.moduleSpecifier)) return;
    const bindings = node.importClause?.namedBindings;
    if (bindings === undefined || !isNamedImports(bindings)) return;
    const path = join(dirname(fileName), node.moduleSpecifier.text).replace(/\.js$/, '.d.ts');
    for (const { name, propertyName } of bindings.elements) {
      imports.set(name.text, { file: path, name: (propertyName ?? name).getText() });
    }
  };
  collect(file.statements, '');
  return { declarations, imports };
}

/** `object: 'refund'` among its members, which is what an object is known by. */
function objectName(members: Iterable<TypeElement>): string | null {
  for (const member of members) {
    if (!isPropertySignatureDeclaration(member) || member.name.getText() !== 'object') continue;
    const { type } = member;
    if (isLiteralTypeNode(type) && isStringLiteral(type.literal)) {
      return type.literal.text;
    }
  }
  return null;
}

function nameOf(name: EntityName): string {
  return isIdentifier(name) ? name.text : `${nameOf(name.left)}.${name.right.text}`;
}

function literal(node: Node): Typing {
  if (isStringLiteral(node)) return { kind: 'literal', value: node.text };
  if (isNumericLiteral(node)) return { kind: 'literal', value: Number(node.text) };
  if (node.kind === SyntaxKind.NullKeyword) return { kind: 'literal', value: null };
  if (node.kind === SyntaxKind.TrueKeyword) return { kind: 'literal', value: true };
  if (node.kind === SyntaxKind.FalseKeyword) return { kind: 'literal', value: false };
  throw new Error(`A literal that is not known: ${node.getText()}`);
}

function keyword(node: Node): Typing {
  const known: Partial<Record<SyntaxKind, Typing>> = {
    [SyntaxKind.StringKeyword]: { kind: 'string' },
    [SyntaxKind.NumberKeyword]: { kind: 'number' },
    [SyntaxKind.BooleanKeyword]: { kind: 'boolean' },
    [SyntaxKind.AnyKeyword]: { kind: 'any' },
    [SyntaxKind.UnknownKeyword]: { kind: 'any' },
    [SyntaxKind.ObjectKeyword]: { kind: 'any' },
    // `deleted?: void` of what is there: it must not be sent.
    [SyntaxKind.NeverKeyword]: { kind: 'union', of: [] },
    [SyntaxKind.UndefinedKeyword]: { kind: 'union', of: [] },
    [SyntaxKind.VoidKeyword]: { kind: 'union', of: [] },
  };
  const typing = known[node.kind];
  if (typing === undefined) throw new Error(`A type that is not known: ${node.getText()}`);
  return typing;
}
