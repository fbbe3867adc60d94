// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.command;

import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** Tells Gogo how the answers of our commands look. Leaves everything else to others. */
@Component(service = Converter.class, property = Converter.CONVERTER_CLASSES + "=io.reeve.shell.command.Answer")
public final class AnswerConverter implements Converter {
    /** Made by Declarative Services. */
    public AnswerConverter() {}

    @Override
    @SuppressWarnings("NullAway") // Gogo is not annotated: null says "not mine"
    public @Nullable Object convert(Class<?> desiredType, Object in) {
        return null;
    }

    @Override
    @SuppressWarnings("NullAway") // Gogo is not annotated: null says "not mine"
    public @Nullable CharSequence format(Object target, int level, Converter escape) {
        if (!(target instanceof Answer answer)) {
            return null;
        }
        return switch (level) {
            case INSPECT -> answer.inspect();
            case LINE -> answer.line();
            case PART -> answer.part();
            default -> throw new IllegalArgumentException("level " + level + " is none of INSPECT, LINE and PART");
        };
    }
}
