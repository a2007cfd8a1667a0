// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/routing/whatif.h"
#include "app/services/services.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QSpinBox;

namespace Crossroads {

/// The ledger's last requests under another rule: what they would have cost, and how long they would have
/// taken.
class WhatIfView : public QWidget
{
    Q_OBJECT

public:
    explicit WhatIfView(Services &services, QWidget *parent = nullptr);
    void setRules(const QStringList &keys);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void compute();
    void show(const WhatIf &result);
    RouteRules rules() const;

    Services &m_services;
    QComboBox *m_rule;
    QSpinBox *m_count;
    QLabel *m_result;
    int m_asked = 0; ///< counts questions; an answer to an older one is dropped
};

} // namespace Crossroads
