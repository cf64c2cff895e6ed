### The API reference.

api-title = API reference
api-lede = The same answers as the pages, as JSON. Requests that change something are refused from other sites; programs on this machine need no key until accounts exist.
api-inputs = Inputs
api-name = Name
api-where = Where
api-type = Type
api-answers = Answers
api-example = Example
api-shapes = Shapes
api-in-path = in the path
api-in-query = in the query
api-in-header = in a header
api-in-body = in the body
