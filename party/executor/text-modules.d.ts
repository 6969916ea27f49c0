/** A module's own source, as the bundler reads it: `import source from './file.ts?text' with { type: 'text' }`. */
declare module '*?text' {
  const source: string;
  export default source;
}
