//! Declare models in the text format of RuM and Declare4Py.
