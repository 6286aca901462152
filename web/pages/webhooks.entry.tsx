import { showOrganiserPage } from '../components/show-organiser-page.tsx';
import { WebhooksPage } from './webhooks.tsx';

showOrganiserPage(<WebhooksPage />);
