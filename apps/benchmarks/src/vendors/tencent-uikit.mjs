const { log } = console
console.log = () => undefined // it speaks when it is loaded, and standard output is for results
const { StoreName, TUIStore } = await import('@tencentcloud/chat-uikit-engine')
console.log = log

export { StoreName, TUIStore }
