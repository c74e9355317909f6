// What `srvctl config service` prints, as captured from real clusters and published, with names of our own.

export const elevenTwo = `Service name: crm
Service is enabled
Server pool: orcl_crm
Cardinality: 1
Disconnect: false
Service role: PRIMARY
Management policy: AUTOMATIC
DTP transaction: false
AQ HA notifications: true
Failover type: SELECT
Failover method: BASIC
TAF failover retries: 180
TAF failover delay: 5
Connection Load Balancing Goal: LONG
Runtime Load Balancing Goal: NONE
TAF policy specification: BASIC
Edition:${' '}
Preferred instances: orcl1
Available instances: orcl2
`;

export const nineteen = `Service name: shop
Server pool:
Cardinality: 2
Service role: PRIMARY
Management policy: AUTOMATIC
DTP transaction: false
AQ HA notifications: true
Global: false
Commit Outcome: true
Failover type: AUTO
Failover method:
Failover retries: 30
Failover delay: 3
Failover restore: AUTO
Connection Load Balancing Goal: LONG
Runtime Load Balancing Goal: NONE
TAF policy specification: NONE
Edition:
Pluggable database name: SHOPPDB
Hub service:
Maximum lag time: ANY
SQL Translation Profile:
Retention: 86400 seconds
Replay Initiation Time: 1000 seconds
Drain timeout: 300 seconds
Stop option: immediate
Session State Consistency: AUTO
GSM Flags: 0
Service is enabled
Preferred instances: ORCL1,ORCL2
Available instances:
CSS critical: no
Service uses Java: false
Service name: batch
Server pool: nightpool
Cardinality: UNIFORM
Service role: PRIMARY,SNAPSHOT_STANDBY
Management policy: MANUAL
Maximum lag time: ANY
Service is disabled
`;

export const twentySix = `Service name: orcl_pdb.example.com
Cardinality: 2
Service role: PRIMARY
Management policy: AUTOMATIC
DTP transaction: FALSE
AQ HA notifications: FALSE
Global: FALSE
Commit Outcome: FALSE
Commit Outcome Fastpath: TRUE
Reset State: LEVEL1
Failover type: NONE
Failover method: NONE
Failover retries:
Failover delay:
Failover restore: NONE
Connection Load Balancing Goal: LONG
Runtime Load Balancing Goal: NONE
TAF policy specification: NONE
Edition:
Pluggable database name: PDB1
True Cache service:
Maximum lag time: ANY
SQL Translation Profile:
Retention: 86400 seconds
Failback :  yes
Replay Initiation Time: 300 seconds
Drain timeout:
Template timeout: 86400 seconds
Stop option:
Session State Consistency:
Auto Connection Rebalance: DEFAULT
GSM Flags: 0
Service is enabled
Preferred instances: orcl1,orcl2
Available instances:
CSS critical: no
`;
