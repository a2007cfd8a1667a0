// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>

namespace Crossroads {

/// What one offer takes and gives, as its provider or the catalog says. Absent: nobody told, so it is tried.
struct Capabilities
{
    std::optional<bool> tools;            ///< tool definitions
    std::optional<bool> structuredOutput; ///< a JSON schema for the answer
    std::optional<bool> reasoning;        ///< can reason, and takes an effort or a budget
    std::optional<bool> temperature;      ///< takes temperature, top_p and top_k
    std::optional<bool> imageInput;
    std::optional<bool> pdfInput;
    std::optional<bool> imageOutput;

    bool operator==(const Capabilities &) const = default;
};

} // namespace Crossroads
