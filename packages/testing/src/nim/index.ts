export * from './sdk-harness.js'
export * from './wire.js'
