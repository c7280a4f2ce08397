/** A file as text, which Vite gives. */
declare module '*.md?raw' {
  const text: string
  export default text
}
