import { showPage } from '../components/app.tsx';
import { RoomPage } from './room.tsx';

showPage(<RoomPage />);
