import { show } from '../components/app.tsx';
import { RoomPage } from './room.tsx';

show(<RoomPage />);
