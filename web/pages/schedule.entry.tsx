import { showPage } from '../components/app.tsx';
import { SchedulePage } from './schedule.tsx';

showPage(<SchedulePage />);
