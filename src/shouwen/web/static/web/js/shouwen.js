"use strict";
/* The desk's only script. Everything it shortens works without it: links lead, forms post. */
