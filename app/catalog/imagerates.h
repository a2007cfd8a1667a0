// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/catalog/model.h"

namespace Crossroads {

/// The prices of \p offer, with what pictures cost told apart from text for a model that makes both. Price
/// lists have one output rate there: some name the pictures' (thirty dollars), some the text's (two and a
/// half). The other one is taken from the offers that sell the same prompt for the same price, and marked as
/// guessed, so that no cost made of it is called exact.
Prices withImageRates(const Model &model, const Offer &offer);

} // namespace Crossroads
