import { showOrganiserPage } from '../components/show-organiser-page.tsx';
import { OverviewPage } from './overview.tsx';

showOrganiserPage(<OverviewPage />);
