package goldset.format;

import goldset.domain.Item;
import goldset.domain.NewItem;

/** Some fields of an item, to be laid over the others that it has. */
@FunctionalInterface
public interface ItemPatch {

    /**
     * The item as it will be.
     *
     * @throws TooLarge when it would be larger than an item may be
     */
    NewItem apply(Item item);
}
