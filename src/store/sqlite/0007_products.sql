-- 0007: what is known of a product's versions.
--
-- A product that was only seen on tickets and customers has a name and no document; one of the desk's
-- list has the document that its last event wrote.

ALTER TABLE product ADD COLUMN doc TEXT;
