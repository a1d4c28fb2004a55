namespace replica {}
