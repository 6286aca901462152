import { showOrganiserPage } from '../components/show-organiser-page.tsx';
import { SchedulePage } from './schedule.tsx';

showOrganiserPage(<SchedulePage />);
