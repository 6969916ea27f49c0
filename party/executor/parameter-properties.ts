import imported from 'sucrase/dist/transformers/RootTransformer.js';
import { TokenType } from 'sucrase/dist/parser/tokenizer/types.js';

/**
 * Declares the properties that a constructor's parameters make (`constructor(readonly x: number)`) as the first fields
 * of their class, as TypeScript does. Sucrase only assigns them, so that they would come after all other fields.
 */
export function declareParameterProperties(): void {
  const { prototype } = 'default' in imported ? imported.default : imported;
  const { processClassBody } = prototype;
  prototype.processClassBody = function (classInfo, className): void {
    const names = classInfo.constructorInitializerStatements.map((code) => /^this\.(\S+)/.exec(code)?.[1]);
    const { tokens } = this;
    if (names.length > 0) {
      // The next token to be copied is the bracket that opens the class.
      const copy = tokens.copyExpectedToken;
      tokens.copyExpectedToken = function (type): void {
        tokens.copyExpectedToken = copy;
        copy.call(this, type);
        if (type === TokenType.braceL) tokens.appendCode(names.map((name) => ` ${name};`).join(''));
      };
    }
    processClassBody.call(this, classInfo, className);
  };
}
