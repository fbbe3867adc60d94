// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import io.reeve.dependency.Manifold;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * What a manifold's service says of the outputs that are published as services while its worker runs.
 *
 * @param types the names of their types
 * @param properties the properties that they get; values are equal if they look it
 */
record Publishing(List<String> types, Map<String, Object> properties) {
    static final Publishing NOTHING = new Publishing(List.of(), Map.of());

    static Publishing in(PropertyReader reader, ServiceReference<?> service) {
        List<String> types =
                reader.list(Manifold.MANIFOLD_PUBLISH).stream().distinct().toList();
        Map<String, Object> properties = new TreeMap<>();
        for (String key : service.getPropertyKeys()) {
            String name =
                    key.startsWith(Manifold.PUBLISH_PREFIX) ? key.substring(Manifold.PUBLISH_PREFIX.length()) : "";
            Object value = name.isEmpty() ? null : service.getProperty(key);
            if (value != null) {
                properties.put(
                        name, name.equals(Constants.SERVICE_RANKING) ? ranking(reader, key, value) : comparable(value));
            }
        }
        return types.isEmpty() ? NOTHING : new Publishing(types, properties);
    }

    /** The framework takes no other type than this one seriously. */
    private static Object ranking(PropertyReader reader, String key, Object value) {
        Double number = value instanceof Integer
                ? null
                : reader.number(key, Integer.MIN_VALUE, Integer.MAX_VALUE, "what stands there");
        return number == null ? value : (Object) number.intValue();
    }

    /** Arrays have no equality, lists do, and filters match both. */
    private static Object comparable(Object value) {
        return value instanceof Object[] several ? Arrays.asList(several.clone()) : value;
    }

    boolean isNothing() {
        return types.isEmpty();
    }
}
