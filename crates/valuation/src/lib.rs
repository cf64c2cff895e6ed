//! Customs value: the transaction value, delivery terms, and costs apportioned to the cent.
