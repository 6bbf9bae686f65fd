import { ServiceVersion } from '../runtime/Behaviour';
import { cart } from './cart';
import { inventory22, inventory23 } from './inventory';
import { notify } from './notify';
import { orders } from './orders';
import { payment } from './payment';
import { pricing1, pricing2 } from './pricing';
import { productCatalog } from './productCatalog';
import { recommendation } from './recommendation';
import { search32, search33 } from './search';
import { webBff } from './webBff';

/** Every version that runs or ran: ten services, two of them with two versions live together. */
export const COMMERCE_FLEET: readonly ServiceVersion[] = [
  webBff,
  productCatalog,
  search32,
  search33,
  pricing1,
  pricing2,
  inventory22,
  inventory23,
  cart,
  orders,
  payment,
  recommendation,
  notify,
];
