export * from './nim/index.js'
