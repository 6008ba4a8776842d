namespace TeemCalendar.Sandbox.State;

internal sealed class ExchangeServicePrincipal
{
    public Guid ObjectId { get; set; }
    public Guid AppId { get; set; }
    public string DisplayName { get; set; } = "";
    public DateTimeOffset Created { get; set; }
}

internal sealed class ManagementScope
{
    public Guid Guid { get; set; }
    public string Name { get; set; } = "";
    public string RecipientFilter { get; set; } = "";             // OPATH, as it was given
    public bool Exclusive { get; set; }
    public DateTimeOffset Created { get; set; }
}

internal sealed class RoleAssignment
{
    public Guid Guid { get; set; }
    public string Name { get; set; } = "";
    public string Role { get; set; } = "";
    public Guid AssigneeId { get; set; }                          // service principal's object id, user id or role group's guid
    public string AssigneeType { get; set; } = "";                // ServicePrincipal, User, RoleGroup
    public string? CustomResourceScope { get; set; }              // a management scope's name, for applications
    public Guid? RecipientGroupScope { get; set; }                // a group's guid: its members
    public Guid? AdministrativeUnitScope { get; set; }            // an administrative unit's id: its members
    public string? CustomRecipientWriteScope { get; set; }        // a management scope's name, for users and role groups
    public bool Disabled { get; set; }
    public DateTimeOffset Created { get; set; }
}

internal sealed class RoleGroup
{
    public Guid Guid { get; set; }
    public string Name { get; set; } = "";
    public string? DisplayName { get; set; }
    public string Description { get; set; } = "";
    public List<string> ManagedBy { get; set; } = ["Organization Management"];
    public List<string> Roles { get; set; } = [];
    public List<Guid> Members { get; set; } = [];
    public bool SyncedFromDirectory { get; set; }
}

internal sealed class RoomList
{
    public Guid Guid { get; set; }
    public string Name { get; set; } = "";
    public string Alias { get; set; } = "";
    public string DisplayName { get; set; } = "";
    public string PrimarySmtpAddress { get; set; } = "";
    public List<Guid> Members { get; set; } = [];
    public bool IsSecurity { get; set; }                          // a mail-enabled security group
    public DateTimeOffset Created { get; set; }
    public PlaceData Place { get; set; } = new();
}
