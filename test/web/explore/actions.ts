import { actions, type ActionGenerator, type Tree, weighted } from '@antithesishq/bombadil';
import type { ActionTemplate } from '@antithesishq/bombadil/browser';
import { clicks, reload } from '@antithesishq/bombadil/browser/defaults/actions';

/** Always available, so that time passes also when nothing can be clicked. */
const wait = actions((): ActionTemplate[] => ['Wait']);

/** Clicks, presses Reload, and waits. @param allowed by the text of the control @param others further actions */
export const useThePage = (
  allowed: (text: string) => boolean,
  ...others: ActionGenerator<ActionTemplate>[]
): ActionGenerator<ActionTemplate> =>
  weighted<ActionTemplate>([
    [4, wait],
    [4, actions(() => prune(clicks.generate(), allowed) ?? wait.generate())],
    [1, reload],
    ...others.map((other): [number, typeof other] => [4, other]),
  ]);

function prune(tree: Tree<ActionTemplate>, allowed: (text: string) => boolean): Tree<ActionTemplate> | undefined {
  if ('value' in tree) {
    const { value } = tree;
    const click = typeof value === 'object' && 'Click' in value ? value.Click.fingerprint : undefined;
    return allowed(`${click?.accessibleName ?? ''} ${click?.textContent ?? ''}`) ? tree : undefined;
  }
  const branches = tree.branches.flatMap(([weight, branch]): [number, Tree<ActionTemplate>][] => {
    const kept = prune(branch, allowed);
    return kept ? [[weight, kept]] : [];
  });
  return branches.length > 0 ? { branches } : undefined;
}
