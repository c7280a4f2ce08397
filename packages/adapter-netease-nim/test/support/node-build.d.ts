/** The build for Node of 10.9.77-alpha.4 ships its d.ts without one for this entry. */
declare module 'nim-web-sdk-ng-alpha/dist/nodejs/nim.js' {
  import type NIM from 'nim-web-sdk-ng'
  const Class: typeof NIM
  export default Class
}
