import { showPage } from '../components/show-page.tsx';
import { SchedulePage } from './schedule.tsx';

showPage(() => <SchedulePage />);
