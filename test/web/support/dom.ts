import { afterEach } from '@jest/globals';
import { cleanup, configure } from '@testing-library/react';

// On a busy machine a page takes longer to settle than the second that is waited for by default.
configure({ asyncUtilTimeout: 10_000 });

afterEach(() => {
  cleanup();
  sessionStorage.clear();
  localStorage.clear();
});

// jsdom knows the element, but neither how to open nor how to close it, nor how to scroll.
HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close(this: HTMLDialogElement) {
  this.open = false;
};
Element.prototype.scrollIntoView = () => undefined;
window.scrollTo = () => undefined;
