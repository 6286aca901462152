export default function tearDown() {
  globalThis.removeOwnTmp();
}
