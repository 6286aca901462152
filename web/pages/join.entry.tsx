import { showPage } from '../components/app.tsx';
import { takePersonalLink } from '../lib/personal-link.ts';
import { JoinPage } from './join.tsx';

const link = takePersonalLink({
  href: location.href,
  storage: sessionStorage,
  replace: (url) => history.replaceState(null, '', url),
});

showPage(<JoinPage link={link} />);
