// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/routing/plan.h"

#include <QListWidget>

namespace Crossroads {

/// A plan for people: the offers in the order in which they are asked, and below them those that are left
/// out; each with its reason.
class PlanList : public QListWidget
{
    Q_OBJECT

public:
    explicit PlanList(QWidget *parent = nullptr);
    void show(const Result<RoutePlan> &plan);
};

} // namespace Crossroads
