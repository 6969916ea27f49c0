/** The colours of jq 1.7. */
const colours = {
  null: '1;30',
  literal: '0;39',
  string: '0;32',
  mark: '1;39',
  key: '34;1',
};

const token = /"(?:[^"\\]|\\.)*"(?=(\s*:)?)|null|true|false|-?\d[\d.eE+-]*|[{}[\],:]+/g;

/** JSON as jq prints it, in colours. */
export const colouredJson = (json: string): string =>
  json.replace(
    token,
    (text: string, colon: string | undefined) => `\u001b[${colourOf(text, colon)}m${text}\u001b[0m`,
  );

function colourOf(text: string, colon: string | undefined): string {
  if (text.startsWith('"')) return colon === undefined ? colours.string : colours.key;
  if (text === 'null') return colours.null;
  return /^[{}[\],:]/.test(text) ? colours.mark : colours.literal;
}
