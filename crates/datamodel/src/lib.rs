//! WCO Data Model: the XML form of a message, its classes and elements, and the pointer of every value.
