import { showOrganiserPage } from '../components/show-organiser-page.tsx';
import { ReportsPage } from './reports.tsx';

showOrganiserPage(<ReportsPage />);
