import { show } from '../components/app.tsx';
import { takeLink } from '../lib/own-link.ts';
import { JoinPage } from './join.tsx';

const link = takeLink({
  href: location.href,
  storage: sessionStorage,
  replace: (url) => history.replaceState(null, '', url),
});

show(<JoinPage link={link} />);
