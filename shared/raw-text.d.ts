/** A file's text, as Vite reads it: `import text from './file.d.ts?raw'`. */
declare module '*?raw' {
  const text: string;
  export default text;
}
