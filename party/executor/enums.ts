import { TokenType } from 'sucrase/dist/parser/tokenizer/types.js';
import imported from 'sucrase/dist/transformers/TypeScriptTransformer.js';

/**
 * Sucrase turns an enum's members into variables, so that later ones can use them. It would declare one that is named
 * like the enum a second time, and would add a reverse mapping to a member whose computed value is a string.
 */
export function compileEnumsAsTypeScript(): void {
  const { prototype } = 'default' in imported ? imported.default : imported;
  const { processEnumBody, extractEnumKeyInfo } = prototype;
  prototype.processEnumBody = function (enumName): void {
    const around = this.current;
    this.current = { name: enumName, hasOwnName: false };
    processEnumBody.call(this, enumName);
    this.current = around;
  };
  prototype.extractEnumKeyInfo = function (token): ReturnType<typeof extractEnumKeyInfo> {
    const info = extractEnumKeyInfo.call(this, token);
    if (this.current === undefined || info.variableName !== this.current.name) return info;
    this.current.hasOwnName = true;
    return { ...info, variableName: null };
  };
  prototype.processExplicitValueEnumMember = function (enumName, key, variableName): void {
    const { tokens } = this;
    const end = tokens.currentToken().rhsEndIndex ?? 0;
    const member = `${enumName}[${key}]`;
    tokens.appendCode(variableName === null ? member : `const ${variableName}`);
    tokens.copyToken();
    while (tokens.tokenIndex < end) {
      const isOwnName =
        this.current?.hasOwnName === true &&
        tokens.matches1(TokenType.name) &&
        tokens.identifierName() === enumName &&
        !tokens.resultCode.trimEnd().endsWith('.');
      if (isOwnName) tokens.replaceToken(`${enumName}["${enumName}"]`);
      else this.rootTransformer.processToken();
    }
    const value = variableName ?? member;
    const assign = variableName === null ? '' : ` ${member} = ${value};`;
    tokens.appendCode(`;${assign} if (typeof ${value} !== "string") ${enumName}[${value}] = ${key};`);
  };
}
