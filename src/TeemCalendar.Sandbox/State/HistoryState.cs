namespace TeemCalendar.Sandbox.State;

/// <summary>A rule about sign-ins; names and values are Microsoft Graph's.</summary>
internal sealed class ConditionalAccessPolicy
{
    public Guid Id { get; set; }
    public string DisplayName { get; set; } = "";
    public string State { get; set; } = "enabled";                // enabled, disabled, enabledForReportingButNotEnforced
    public List<string> IncludeUsers { get; set; } = [];          // All, None, or user ids
    public List<string> ExcludeUsers { get; set; } = [];
    public List<string> IncludeRoles { get; set; } = [];          // role template ids
    public List<string> ExcludeRoles { get; set; } = [];
    public List<string> IncludeApplications { get; set; } = ["All"]; // All, None, Office365, or application ids
    public List<string> ExcludeApplications { get; set; } = [];
    public List<string> ClientAppTypes { get; set; } = ["all"];
    public string? TransferMethods { get; set; }                  // deviceCodeFlow, authenticationTransfer; null when the policy looks at no flow
    public string Operator { get; set; } = "OR";
    public List<string> BuiltInControls { get; set; } = [];       // block, mfa, compliantDevice ...
    public DateTimeOffset Created { get; set; }
    public DateTimeOffset? Modified { get; set; }
}

/// <summary>A directory role that somebody may take, and does not have until it is activated.</summary>
internal sealed class RoleEligibility
{
    public Guid Id { get; set; }
    public Guid ScheduleId { get; set; }
    public Guid PrincipalId { get; set; }
    public Guid RoleTemplateId { get; set; }
    public DateTimeOffset Start { get; set; }
    public DateTimeOffset? End { get; set; }                      // null: for good
}

/// <summary>What credentials the tenant allows its applications.</summary>
internal sealed class CredentialPolicy
{
    public bool NoSecrets { get; set; }
    public TimeSpan? LongestKey { get; set; }
    public bool TrustedKeysOnly { get; set; }

    internal bool IsEnabled => NoSecrets || LongestKey is not null || TrustedKeysOnly;
}

/// <summary>Exchange's older limit on what Entra consented to applications.</summary>
internal sealed class ApplicationAccessPolicy
{
    public Guid Guid { get; set; }
    public List<Guid> AppIds { get; set; } = [];
    public Guid ScopeGroup { get; set; }                          // a group's guid, or a mailbox's owner
    public string AccessRight { get; set; } = "RestrictAccess";   // or DenyAccess
    public string Description { get; set; } = "";
    public DateTimeOffset Created { get; set; }
}

/// <summary>A container of the directory that a role can be limited to.</summary>
internal sealed class AdministrativeUnit
{
    public Guid Id { get; set; }
    public string DisplayName { get; set; } = "";
    public string Description { get; set; } = "";
    public List<Guid> Members { get; set; } = [];                 // user ids
    public DateTimeOffset Created { get; set; }
}
